import type { ConnectionKind } from '../../../../schemas/connection-kind.js';
import type { SummaryDimension } from '../../../../schemas/summary-reply.js';
import { LANGUAGE, words } from '../../words.js';

const countries = new Intl.DisplayNames(LANGUAGE === 'fr' ? 'fr' : 'en-GB', { type: 'region', fallback: 'code' });

/** What people call a value of a dimension; null: it is not known. */
export function nameOf(dimension: SummaryDimension, value: string | null): string {
    const { overview } = words();
    if (value === null) return overview.notKnown;
    if (dimension === 'connection') return overview.connections[value as ConnectionKind];
    if (dimension !== 'country') return value;
    try {
        return countries.of(value.toUpperCase()) ?? value;
    } catch {
        // whatever a database of countries may hold
        return value;
    }
}
