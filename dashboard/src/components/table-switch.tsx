import { words } from '../words.js';
import { Icon } from './icon.js';

/** Shows what a chart shows as a table instead, to be read aloud and copied. */
export const TableSwitch = ({ isTable, onChange, of }: { isTable: boolean; onChange: (isTable: boolean) => void; of: string }) =>
    <button type="button" class="quiet" aria-pressed={isTable} onClick={() => { onChange(!isTable); }}>
        <Icon name={isTable ? 'chart' : 'table'} /> {words().common.asTable}<span class="unseen"> – {of}</span>
    </button>;
