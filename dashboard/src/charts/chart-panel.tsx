import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { DataTable, type Column } from '../components/data-table.js';
import { Panel } from '../components/panel.js';
import { TableSwitch } from '../components/table-switch.js';

interface Props<Row> {
    title: string;
    note?: ComponentChildren;
    tools?: ComponentChildren;
    wide?: boolean;
    /** What the chart shows, as a table instead. */
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    /** Stands for chart and table when there is nothing to show. */
    empty?: ComponentChildren;
    children: ComponentChildren;
}

/** A chart under its heading, or the table of its numbers. */
export function ChartPanel<Row>({ title, note, tools, wide, columns, rows, empty, children }: Props<Row>) {
    const [isTable, setTable] = useState(false);
    return <Panel title={title} {...note !== undefined && { note }} {...wide !== undefined && { wide }}
        tools={<>{tools}{empty === undefined && <TableSwitch isTable={isTable} onChange={setTable} of={title} />}</>}>
        {empty ?? (isTable ? <DataTable caption={title} columns={columns} rows={rows} keyOf={(_row, place) => place} /> : children)}
    </Panel>;
}
