/**
 * How video looks, 1 to 5, after rtcscore (https://github.com/ggarber/rtcscore, MIT): from bits per pixel and frame, less what is missing of
 * the frame rate and of the size, less the time that it stood still. A model for comparing calls, not a measured opinion: what a talking head
 * needs, a slide does not.
 */
export interface VideoPath {
    /** Of one video, kbit/s. */
    bitrate: number;
    framesPerSecond: number;
    /** px */
    frameHeight: number;
    /** What the frame rate and the height could be here. */
    expected: { framesPerSecond: number; frameHeight: number };
    /** Part of the interval in which the picture stood still, 0 to 1. */
    frozen: number;
    /** As lib-jitsi-meet names it: VP8, VP9, H264, AV1. */
    codec?: string | undefined;
}

/** Codecs that need fewer bits for the same picture; rtcscore's figure for VP9, taken for those after it too. */
const EFFICIENT = /^(vp9|av1|h265|hevc)$/i;
const EFFICIENT_FACTOR = 1.2;

const WIDTH_TO_HEIGHT = 16 / 9;

const clamp = (value: number): number => Math.min(5, Math.max(1, value));

/** Two decimals. */
export function videoScore({ bitrate, framesPerSecond, frameHeight, expected, frozen, codec = '' }: VideoPath): number {
    if (framesPerSecond <= 0 || frameHeight <= 0) return 1;
    // a picture that is smaller than it could be is blown up: its bits are spread over the pixels that are seen
    const height = Math.max(frameHeight, expected.frameHeight);
    const bitsPerPixel = 1000 * bitrate * (EFFICIENT.test(codec) ? EFFICIENT_FACTOR : 1) / (height * height * WIDTH_TO_HEIGHT) / framesPerSecond;
    const sharpness = clamp(0.56 * Math.log(bitsPerPixel) + 5.36);
    const missingFrames = 1.9 * Math.log(Math.max(1, expected.framesPerSecond / framesPerSecond));
    return Math.round(100 * clamp((sharpness - missingFrames) * (1 - Math.min(1, frozen)))) / 100;
}
