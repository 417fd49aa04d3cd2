import { Screen } from './screen.js';

/** A tab: a screen and its state. */
export class Tab {

  constructor(onChange, screenOptions) {
    Object.assign(this, { onChange, state: 'connecting', text: 'Connecting…', busy: false });
    this.screen = new Screen(screenOptions);
  }

  /** Whether it has ended; 'lost' is an unintended end. */
  get ended() {
    return this.state === 'ended' || this.state === 'lost';
  }

  /** The state that the tab shows. */
  get look() {
    return this.state;
  }

  get notice() {
    return { text: this.text, kind: this.state };
  }

  change(state, text) {
    Object.assign(this, { state, text });
    this.onChange();
  }

  show() {}
  type() {}

  fit() {
    this.screen.fit();
    this.onChange();
  }

  async close() {}

  dispose() {
    this.screen.dispose();
  }

}
