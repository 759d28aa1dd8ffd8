import { PageHead } from '../../components/page-head.js';
import { words } from '../../words.js';

export const ConferencePage = () => <PageHead title={words().conference.name} />;
