import { PageHead } from '../../components/page-head.js';
import { words } from '../../words.js';

export const SetupPage = () => <PageHead title={words().setup.name} />;
