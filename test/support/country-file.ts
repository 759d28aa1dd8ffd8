/**
 * A MaxMind DB (https://maxmind.github.io/MaxMind-DB/, version 2.0) of a few IPv4 networks, as small as one can be.
 * @param networks - `203.0.113.0/24` → `FR`
 */
export function countryFile(networks: Readonly<Record<string, string>>): Buffer {
    const data: Buffer[] = [];
    let dataSize = 0;
    const places = Object.entries(networks).map(([network, country]) => {
        const record = map({ country: map({ iso_code: text(country) }) });
        const place = dataSize;
        data.push(record);
        dataSize += record.length;
        return { bits: bitsOf(network), place };
    });
    const nodes: [left: number | string, right: number | string][] = [];
    // a record is a node's number, or where its data is, once it is known how many nodes there are
    const build = (depth: number, prefix: string): number | string => {
        const own = places.find(({ bits }) => bits === prefix);
        if (own !== undefined) return `data ${String(own.place)}`;
        if (!places.some(({ bits }) => bits.startsWith(prefix))) return 'nothing';
        const node = nodes.push(['nothing', 'nothing']) - 1;
        nodes[node] = [build(depth + 1, `${prefix}0`), build(depth + 1, `${prefix}1`)];
        return node;
    };
    build(0, '');
    const pointer = (record: number | string) => typeof record === 'number' ? record
        : record === 'nothing' ? nodes.length : nodes.length + 16 + Number(record.slice('data '.length));
    const tree = Buffer.concat(nodes.map((records) => {
        const node = Buffer.alloc(8);
        records.forEach((record, side) => node.writeUInt32BE(pointer(record), side * 4));
        return node;
    }));
    const metadata = map({
        binary_format_major_version: unsigned(5, 2, 2), binary_format_minor_version: unsigned(5, 2, 0), build_epoch: unsigned(9, 8, 1_700_000_000),
        database_type: text('Test-Country'), ip_version: unsigned(5, 2, 4), node_count: unsigned(6, 4, nodes.length), record_size: unsigned(5, 2, 32)
    });
    return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}

function bitsOf(network: string): string {
    const [address = '', length = ''] = network.split('/');
    return address.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('').slice(0, Number(length));
}

/** Type in the upper three bits, size in the lower five; types above 7 have a byte of their own. */
const head = (type: number, size: number) => type <= 7 ? Buffer.from([type << 5 | size]) : Buffer.from([size, type - 7]);
const text = (value: string) => Buffer.concat([head(2, value.length), Buffer.from(value)]);
const map = (members: Record<string, Buffer>) =>
    Buffer.concat([head(7, Object.keys(members).length), ...Object.entries(members).flatMap(([name, value]) => [text(name), value])]);

function unsigned(type: number, size: number, value: number): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return Buffer.concat([head(type, size), bytes.subarray(8 - size)]);
}
