const SLOP_PIXELS = 8;
const FRICTION = 0.94;
const SLOWEST = 0.3;

/**
 * Scrolls with a finger, and on for a while when it is lifted, as everything else on a phone does. Returns a function
 * that stops it.
 */
export function handleTouch(screen, xterm) {
  let last = null;
  let start = 0;
  let scrolling = false;
  let speed = 0;
  let rest = 0;
  let frame = null;

  const rowHeight = () => screen.clientHeight / xterm.rows;
  const scroll = (pixels) => {
    rest += pixels / rowHeight();
    const lines = Math.trunc(rest);
    rest -= lines;
    if (lines && isProgramScrolling(xterm)) {
      wheel(screen, lines * rowHeight());
    } else if (lines) {
      xterm.scrollLines(lines);
    }
  };
  const glide = () => {
    speed *= FRICTION;
    scroll(speed);
    frame = Math.abs(speed) > SLOWEST ? requestAnimationFrame(glide) : null;
  };

  const stop = () => cancelAnimationFrame(frame);

  screen.addEventListener('touchstart', ({ touches }) => {
    stop();
    last = touches.length === 1 ? touches[0].clientY : null;
    start = last;
    scrolling = false;
    speed = 0;
  }, { passive: true });
  screen.addEventListener('touchmove', (event) => {
    if (last === null) {
      return;
    }
    const { clientY } = event.touches[0];
    scrolling ||= Math.abs(clientY - start) > SLOP_PIXELS;
    if (scrolling) {
      event.preventDefault();
      speed = last - clientY;
      scroll(speed);
      last = clientY;
    }
  }, { passive: false });
  screen.addEventListener('touchend', () => {
    if (scrolling) {
      glide();
    }
  });
  return stop;
}

const isProgramScrolling = (xterm) => (
  xterm.buffer.active.type === 'alternate' || xterm.modes.mouseTrackingMode !== 'none'
);

// xterm.js makes of it what the program wants: a report of the mouse, or arrow keys
const wheel = (screen, deltaY) => {
  const target = screen.querySelector('.xterm-screen');
  const { left, top, width, height } = target.getBoundingClientRect();
  target.dispatchEvent(new WheelEvent('wheel', {
    deltaY, clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true,
  }));
};
