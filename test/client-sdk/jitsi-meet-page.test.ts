import t from 'tap';
import { followJitsiMeet, isCollectionAllowed, jitsiMeetFacts, type JitsiMeetState, type JitsiPage } from '../../client-sdk/src/jitsi-meet-page.js';
import { Conference, type FakeConference } from '../support/fake-jitsi.js';
import { createFakeEnvironment } from './fake-environment.js';

const location = { pathname: '/weekly-standup' };

/** Jitsi Meet's Redux store, as far as it is read. */
function createStore(state: JitsiMeetState = { 'features/base/conference': {} }) {
    const listeners: (() => void)[] = [];
    return {
        state,
        getState: () => state,
        subscribe: (listener: () => void) => listeners.push(listener),
        dispatch(change: JitsiMeetState) {
            Object.assign(state, change);
            listeners.forEach((listener) => { listener(); });
        },
        listeners
    };
}

function follow(page: JitsiPage) {
    const fake = createFakeEnvironment();
    const found: FakeConference[] = [];
    followJitsiMeet(page, fake.environment, (conference) => { found.push(conference as FakeConference); });
    return { found, advance: (ms: number) => fake.page.advance(ms), fake: fake.page };
}

t.test('waits for Jitsi Meet, then hears of each conference from its store, once', async (t) => {
    const page: JitsiPage = { location };
    const { found, advance, fake } = follow(page);
    await advance(60_000);
    const store = createStore();
    page.APP = {};
    await advance(10_000);
    page.APP.store = store;
    await advance(5000);
    t.equal(store.listeners.length, 1);
    t.equal(fake.timerCount, 0, 'no looking when the store tells');
    const [first, second] = [new Conference(), new Conference()];
    store.dispatch({ 'features/base/conference': { joining: first } });
    store.dispatch({ 'features/base/conference': { conference: first } });
    store.dispatch({ 'features/base/conference': {} });
    store.dispatch({ 'features/base/conference': { conference: first } });
    store.dispatch({ 'features/base/conference': { joining: second } });
    t.strictSame(found, [first, second]);
});

t.test('finds a conference that is there already', (t) => {
    for (const place of ['conference', 'joining'] as const) {
        const conference = new Conference();
        const store = createStore({ 'features/base/conference': { [place]: conference } });
        t.strictSame(follow({ location, APP: { store } }).found, [conference], place);
    }
    t.end();
});

t.test('takes APP.conference._room where there is no store, or none that it knows', async (t) => {
    const [first, second] = [new Conference(), new Conference()];
    const page: JitsiPage = { location, APP: { conference: {} } };
    const old = follow(page);
    await old.advance(3000);
    page.APP!.conference!._room = first;
    await old.advance(5000);
    page.APP!.conference!._room = second;
    await old.advance(5000);
    t.strictSame(old.found, [first, second]);
    const renamed = createStore({});
    const future = follow({ location, APP: { store: renamed, conference: { _room: first } } });
    t.strictSame(future.found, [first]);
});

t.test('breaks nothing when the store or the page is not what it seems', async (t) => {
    const broken = createStore();
    broken.getState = () => { throw new Error('no'); };
    const { found, advance } = follow({ location, APP: { store: broken } });
    await advance(10_000);
    broken.dispatch({});
    t.strictSame(found, []);
});

t.test('may collect unless the deployment or the kind of participant rules it out', (t) => {
    t.ok(isCollectionAllowed({ location }));
    t.ok(isCollectionAllowed({ location, config: { analytics: {} }, APP: { store: createStore({ 'features/base/config': {} }) } }));
    for (const config of [{ disableThirdPartyRequests: true }, { analytics: { disabled: true } }, { iAmRecorder: true }, { iAmSipGateway: true }]) {
        t.notOk(isCollectionAllowed({ location, config }), JSON.stringify(config));
        t.notOk(isCollectionAllowed({ location, config: {}, APP: { store: createStore({ 'features/base/config': config }) } }), 'by the URL');
    }
    t.end();
});

t.test('knows tenant, name, visitor and library', (t) => {
    const store = createStore({ 'features/base/participants': { local: { name: 'Marie' } }, 'features/visitors': { iAmVisitor: true } });
    t.strictSame(jitsiMeetFacts({ location: { pathname: '/acme/weekly-standup' }, JitsiMeetJS: { version: '01daa07c' }, APP: { store } }),
        { tenant: 'acme', displayName: 'Marie', visitor: true, userRegion: undefined, lib: '01daa07c' });
    const tenants = [['/weekly-standup', undefined], ['/', undefined], ['/acme/weekly-standup/', 'acme'], ['/a/b/room', 'a/b']] as const;
    for (const [pathname, tenant] of tenants)
        t.equal(jitsiMeetFacts({ location: { pathname } }).tenant, tenant, pathname);
    t.end();
});

t.test('knows the region that the deployment puts the participant in, from the configuration in use or as it was served', (t) => {
    const config = { deploymentInfo: { userRegion: 'us-east' } };
    const regionOf = (page: Partial<JitsiPage>) => jitsiMeetFacts({ location, ...page }).userRegion;
    t.equal(regionOf({ config }), 'us-east');
    t.equal(regionOf({ config: {}, APP: { store: createStore({ 'features/base/config': config }) } }), 'us-east');
    const inUse = { deploymentInfo: { userRegion: 'eu-west' } };
    t.equal(regionOf({ config, APP: { store: createStore({ 'features/base/config': inUse }) } }), 'eu-west');
    t.equal(regionOf({ config, APP: { store: createStore({ 'features/base/config': { deploymentInfo: {} } }) } }), 'us-east');
    t.end();
});
