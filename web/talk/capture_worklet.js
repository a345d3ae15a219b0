// The microphone on the audio thread: hands over 20 ms at 8 kHz at a time. Each output sample is the mean of the input
// it covers, which is filter enough for speech; a context at 8 kHz would do it better, but Firefox gives it no microphone.
/* global AudioWorkletProcessor, registerProcessor, sampleRate */
const RATE = 8000;
const FRAME_SAMPLES = 160;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Float32Array(FRAME_SAMPLES);
    this.filled = 0;
    this.sum = 0;
    this.weight = 0;
  }

  take(sample) {
    const wanted = sampleRate / RATE;
    const share = Math.min(1, wanted - this.weight);
    this.sum += sample * share;
    this.weight += share;
    if (this.weight < wanted) return;
    this.give(this.sum / wanted);
    this.sum = sample * (1 - share);
    this.weight = 1 - share;
  }

  give(sample) {
    this.frame[this.filled++] = sample;
    if (this.filled < FRAME_SAMPLES) return;
    this.port.postMessage(this.frame.slice());
    this.filled = 0;
  }

  process([channels]) {
    const input = channels[0];
    for (let index = 0; index < 128; ++index) this.take(input ? input[index] : 0);
    return true;
  }
}

registerProcessor('exogate-capture', Capture);
