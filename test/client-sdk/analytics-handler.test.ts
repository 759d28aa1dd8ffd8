import t from 'tap';
import { createAnalyticsHandler } from '../../client-sdk/src/analytics-handler.js';

/** modules/statistics/AnalyticsAdapter.ts, IAnalyticsHandler */
interface Handler { sendEvent(event: unknown): void; setUserProperties(properties: unknown): void }

t.test('tells ratings, chosen devices and media that could not be had, and nothing of all else', (t) => {
    const events: unknown[] = [];
    const Handler = createAnalyticsHandler((...event) => { events.push(event); });
    const handler = new Handler() as Handler;
    handler.setUserProperties({ tenant: '/', conference_name: 'weekly-standup' });
    const gum = { type: 'operational', source: 'get.user.media' };
    const asked = { audio_requested: false, video_requested: false, screen_sharing_requested: false };
    for (const event of [
        { type: 'operational', action: 'feedback', attributes: { rating: 4, comment: 'never sent on' } },
        { type: 'operational', action: 'device.changed', source: 'device.changed', attributes: { media_type: 'audio', device_type: 'input' } },
        { ...gum, action: 'error', attributes: { reason: 'gum.permission_denied' } },
        { ...gum, action: 'error', attributes: { reason: 'device not found', devices: 'audio.video' } },
        { ...gum, action: 'error', attributes: { ...asked, audio_requested: true, video_requested: true, reason: 'gum.general' } },
        { ...gum, action: 'error', attributes: { ...asked, screen_sharing_requested: true, reason: 'gum.screensharing_generic_error' } },
        { ...gum, action: 'success', attributes: {} },
        { type: 'operational', action: 'started', actionSubject: 'recording.local.self', source: 'started', attributes: {} },
        { type: 'operational', action: 'start', actionSubject: 'recording.file', source: 'start', attributes: {} },
        { type: 'ui', action: 'clicked', actionSubject: 'chat', source: 'toolbar.button' },
        { type: 'page', name: 'welcome' }
    ]) handler.sendEvent(event);
    t.strictSame(events, [
        ['feedback', { rating: 4 }],
        ['deviceChanged', { kind: 'audioinput' }],
        ['mediaError', { name: 'gum.permission_denied' }],
        ['mediaError', { name: 'device not found', message: 'audio.video' }],
        ['mediaError', { name: 'gum.general', message: 'audio.video' }],
        ['mediaError', { name: 'gum.screensharing_generic_error', message: 'desktop' }],
        ['recording', { on: true, mode: 'local' }]
    ]);
    t.end();
});

t.test('throws nothing into the analytics of Jitsi Meet', (t) => {
    const handler = new (createAnalyticsHandler(() => { throw new Error('no'); }))() as Handler;
    for (const event of [undefined, null, 5, {}, { action: 'feedback' }]) handler.sendEvent(event);
    handler.setUserProperties(undefined);
    t.pass('nothing was thrown');
    t.end();
});
