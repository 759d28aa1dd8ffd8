import { PageHead } from '../../components/page-head.js';
import { words } from '../../words.js';

export const LivePage = () => <PageHead title={words().live.name} />;
