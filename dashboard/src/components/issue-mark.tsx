import type { IssueCode, Severity } from '../../../schemas/issue.js';
import { words } from '../words.js';
import { Icon } from './icon.js';

/** What was wrong, by its short name. */
export const IssueMark = ({ code, severity = 'warning' }: { code: IssueCode; severity?: Severity }) =>
    <span class={`issue ${severity}`}>
        <Icon name={severity} />
        <span class="unseen">{words().common.severities[severity]}: </span>
        {words().issues[code]}
    </span>;
