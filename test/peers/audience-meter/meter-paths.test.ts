import t from 'tap';
import { pathOf, readNotification, readPlace } from '../../../src/peers/audience-meter/meter-paths.js';

t.test('a path names a namespace, and perhaps a uuid, whatever stands around it', async (t) => {
    const places: Record<string, unknown> = {
        '/room1': { namespace: 'room1' },
        '/room1?since=2013#top': { namespace: 'room1' },
        '/room1/u-1': { namespace: 'room1', uuid: 'u-1' },
        'http://meter.example.org/room1': { namespace: 'room1' },
        '/caf%C3%A9%20bar/u%2F1': { namespace: 'café bar', uuid: 'u/1' },
        '/100%': { namespace: '100%' },
        '/%C3': { namespace: '%C3' },
        '/': undefined, '': undefined, '*': undefined, '//room1': undefined, '/room1/': undefined, '/room1/u/1': undefined, 'http://room1': undefined
    };
    for (const [target, place] of Object.entries(places)) t.same(readPlace(target), place, target);
});

t.test('a notification is passed on as it came, and may be empty', async (t) => {
    const notifications: Record<string, unknown> = {
        '/room1/slide/4': { namespace: 'room1', service: 'slide', message: '4' },
        '/a%20b/slide/4%20x?q': { namespace: 'a b', service: 'slide', message: '4%20x' },
        '/room1/slide/': { namespace: 'room1', service: 'slide', message: '' },
        '/room1/chat/{"it\'s":1}': { namespace: 'room1', service: 'chat', message: '{"it\'s":1}' },
        '/room1/chat/%0Adata:%209': { namespace: 'room1', service: 'chat', message: '%0Adata:%209' },
        '/room1/slide': undefined, '/room1//4': undefined, '//slide/4': undefined, '/room1/slide/4/5': undefined, '/': undefined
    };
    for (const [target, notification] of Object.entries(notifications)) t.same(readNotification(target), notification, target);
});

t.test('of a request line only the path counts', async (t) => {
    t.equal(pathOf('/crossdomain.xml?1'), '/crossdomain.xml');
    t.equal(pathOf('HTTPS://host:1/a#b?c'), '/a');
});
