import { PageHead } from '../../components/page-head.js';
import { words } from '../../words.js';

export const ParticipantPage = () => <PageHead title={words().participant.name} />;
