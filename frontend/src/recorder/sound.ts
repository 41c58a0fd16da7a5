/** Mixes what is heard into one track, and measures how loud the microphone is. */

export class Mixer {
  readonly #context = new AudioContext()
  readonly #out = this.#context.createMediaStreamDestination()
  readonly #meter = this.#context.createAnalyser()
  readonly #samples = new Float32Array(this.#meter.fftSize)
  #microphone: AudioNode | null = null

  /** The mixed sound. It goes on in silence when a source ends. */
  readonly track = this.#out.stream.getAudioTracks()[0]!

  addSharedSound(track: MediaStreamTrack): void {
    this.#source(track).connect(this.#out)
  }

  /** In place of the one before. */
  setMicrophone(track: MediaStreamTrack): void {
    this.#microphone?.disconnect()
    this.#microphone = this.#source(track)
    this.#microphone.connect(this.#out)
    this.#microphone.connect(this.#meter)
  }

  /** How loud the microphone is now: 0 is silence, 1 as loud as it gets. */
  level(): number {
    this.#meter.getFloatTimeDomainData(this.#samples)
    const peak = this.#samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    // Decibels from -60 to 0, for ears do not hear linearly.
    return peak === 0 ? 0 : Math.min(1, Math.max(0, 1 + (20 * Math.log10(peak)) / 60))
  }

  end(): void {
    void this.#context.close()
  }

  #source(track: MediaStreamTrack): AudioNode {
    return this.#context.createMediaStreamSource(new MediaStream([track]))
  }
}
