import { createMediaMeter, type MediaState } from '../../webrtc-stats/media-meter.js';
import type { RtcStatsReport } from '../../webrtc-stats/rtc-stats.js';
import { attempt } from './guard.js';
import type { JitsiConference, StatsSource } from './jitsi.js';

export interface MediaReader {
    /**
     * Asks the peer connection in use; undefined when there is none, or it has not answered the last time. The answer, if it comes, is
     * a function to measure with: not called, the next measurement is from the report before on. Neither throws or rejects.
     */
    read(): Promise<(() => MediaState | undefined) | undefined> | undefined;
}

const activePeerConnection = (conference: JitsiConference): StatsSource | null | undefined =>
    attempt(() => conference.getActivePeerConnection?.()?.peerconnection);

export function createMediaReader(conference: JitsiConference): MediaReader {
    let measured: StatsSource | undefined;
    let meter = createMediaMeter();
    const asked = new WeakSet<StatsSource>();
    /** What a connection counted while another was in use is nobody's: it begins anew. */
    function measure(connection: StatsSource, report: RtcStatsReport) {
        if (connection !== measured) {
            measured = connection;
            meter = createMediaMeter();
        }
        return meter.measure(report);
    }
    return {
        read() {
            const connection = activePeerConnection(conference);
            if (!connection || asked.has(connection)) return undefined;
            const answer = attempt(() => Promise.resolve(connection.getStats()));
            if (!answer) return undefined;
            asked.add(connection);
            const answered = () => { asked.delete(connection); };
            answer.then(answered, answered);
            return answer.then((report) => () => attempt(() => measure(connection, report)), () => undefined);
        }
    };
}
