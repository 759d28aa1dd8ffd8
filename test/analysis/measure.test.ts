import t from 'tap';
import { UNKNOWN_CONTEXT } from '../../src/analysis/call-context.js';
import { measure, type BestSeen } from '../../src/analysis/measure.js';

const BEST: BestSeen = { framesPerSecondUpload: 0, framesPerSecondDownload: 0, frameHeightUpload: 0, encodeTime: Infinity, decodeTime: Infinity };

t.test('where a client tells audio and video alone, the bitrate is their sum; of one of them no total follows', async (t) => {
    const { bitrateUpload, bitrateDownload } = measure({
        bitrate: { audio: { upload: 24, download: 25 }, video: { upload: 0 } }
    }, 10_000, UNKNOWN_CONTEXT, BEST);
    t.equal(bitrateUpload, 24);
    t.equal(bitrateDownload, undefined);
    const told = measure({ bitrate: { upload: 0, audio: { upload: 24 }, video: { upload: 300 } } }, 10_000, UNKNOWN_CONTEXT, BEST);
    t.equal(told.bitrateUpload, 0, 'a total that is told is taken, 0 too');
});
