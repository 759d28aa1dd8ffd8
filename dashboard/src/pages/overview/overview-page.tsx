import { PageHead } from '../../components/page-head.js';
import { words } from '../../words.js';

export const OverviewPage = () => <PageHead title={words().overview.name} />;
