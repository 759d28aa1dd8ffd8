import { PageHead } from '../../components/page-head.js';
import { words } from '../../words.js';

export const ConferencesPage = () => <PageHead title={words().conferences.name} />;
