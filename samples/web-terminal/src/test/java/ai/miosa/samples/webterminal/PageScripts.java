package ai.miosa.samples.webterminal;

/**
 * The scripts with which {@link Page} looks at the page.
 */
final class PageScripts {

	static final String SCREEN = """
			return [...document.querySelectorAll('.screen:not([hidden]) .xterm-rows > div')]
				.map((row) => row.textContent.replaceAll('\\u00a0', ' ').trimEnd()).join('\\n');
			""";

	static final String PASTE = """
			const clipboardData = new DataTransfer();
			clipboardData.setData('text/plain', arguments[0]);
			document.querySelector('.screen:not([hidden]) textarea')
				.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
			""";

	// As the page sees it when another tab or window is in front of it
	static final String SET_VISIBILITY = """
			Object.defineProperty(document, 'visibilityState', { value: arguments[0], configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
			""";

	static final String CLICK_AS_SOON_AS_SHOWN = """
			const button = arguments[0];
			new MutationObserver((changes, observer) => {
				if (!button.hidden) {
					observer.disconnect();
					button.click();
				}
			}).observe(button, { attributes: true });
			""";

	static final String TAKES_CLICKS = """
			const element = document.getElementById(arguments[0]);
			const { x, y, width, height } = element.getBoundingClientRect();
			return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
			""";

	static final String JOBS = """
			return [...document.querySelectorAll('#job-list li')].map((job) => job.textContent);
			""";

	static final String CLICK_JOB = """
			[...document.querySelectorAll('#job-list button')].find((each) => each.textContent === arguments[0]).click();
			""";

	static final String CONTRAST = """
			const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
			const over = ([r, g, b, a = 1], [r2, g2, b2]) => [r, g, b].map((c, i) => c * a + [r2, g2, b2][i] * (1 - a));
			const light = (colour) => colour.map((c) => c / 255)
				.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
				.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
			const span = [...document.querySelectorAll('.screen:not([hidden]) .xterm-rows span')]
				.find((each) => each.textContent === arguments[0]);
			const { color, backgroundColor } = getComputedStyle(span);
			const page = rgb(getComputedStyle(document.querySelector('.screen:not([hidden]) .xterm-scrollable-element'))
				.backgroundColor);
			const back = over(rgb(backgroundColor), page);
			const [a, b] = [light(over(rgb(color), back)), light(back)].sort((x, y) => y - x);
			return (a + 0.05) / (b + 0.05);
			""";

	static final String SHOWS_THE_WHOLE_TERMINAL = """
			const place = document.querySelector('.screen:not([hidden])').getBoundingClientRect();
			const screen = document.querySelector('.screen:not([hidden]) .xterm-screen').getBoundingClientRect();
			return screen.right <= place.right + 1 && screen.bottom <= place.bottom + 1;
			""";

	static final String VIOLATIONS = """
			const done = arguments[0];
			axe.run().then(({ violations }) => done(violations
				.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)));
			""";

	private PageScripts() {
	}

}
