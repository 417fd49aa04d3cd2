package ai.miosa.spring.session.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static ai.miosa.spring.session.websocket.ConformanceCase.BINARY;
import static ai.miosa.spring.session.websocket.ConformanceCase.CLOSE;
import static ai.miosa.spring.session.websocket.ConformanceCase.CONTINUATION;
import static ai.miosa.spring.session.websocket.ConformanceCase.PING;
import static ai.miosa.spring.session.websocket.ConformanceCase.PONG;
import static ai.miosa.spring.session.websocket.ConformanceCase.TEXT;

/**
 * The cases of sections 1 to 7 and 9 of the Autobahn test suite, with its numbers, for a
 * client that echoes messages.
 */
final class ConformanceCases {

	private static final byte[] NOTHING = {};

	private static final byte[] GREETING = "Hello-µ@ßöäüàá-UTF-8!!".getBytes(StandardCharsets.UTF_8);

	private static final String FRAGMENT_1 = "fragment1";

	private static final String FRAGMENT_2 = "fragment2";

	private final List<ConformanceCase> cases = new ArrayList<>();

	static Stream<ConformanceCase> all() {
		ConformanceCases all = new ConformanceCases();
		all.framing();
		all.pings();
		all.reservedBits();
		all.reservedOpcodes();
		all.fragmentation();
		all.utf8();
		all.closing();
		all.limits();
		all.cases.stream()
			.filter((testCase) -> !testCase.isFailure() && !testCase.sends(CLOSE))
			.forEach((testCase) -> testCase.send(CLOSE, code(1000)).expect(CLOSE, code(1000)));
		return all.cases.stream();
	}

	private ConformanceCase add(String id, Object... numbers) {
		ConformanceCase next = new ConformanceCase(id.formatted(numbers));
		this.cases.add(next);
		return next;
	}

	private static byte[] filled(int length, char with) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) with);
		return bytes;
	}

	private static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	private void framing() {
		int[] sizes = { 0, 125, 126, 127, 128, 65535, 65536 };
		for (int opcode : new int[] { TEXT, BINARY }) {
			for (int i = 0; i < sizes.length; i++) {
				add("1.%d.%d", opcode, i + 1).echo(opcode, filled(sizes[i], '*'));
			}
			add("1.%d.8", opcode).echo(opcode, filled(65536, '*')).choppedBy(997);
		}
	}

	private void pings() {
		add("2.1").send(PING, NOTHING).expect(PONG, NOTHING);
		add("2.2").send(PING, "Hello, world!").expect(PONG, "Hello, world!");
		add("2.3").send(PING, hex("00fffefdfcfb00ff")).expect(PONG, hex("00fffefdfcfb00ff"));
		add("2.4").send(PING, filled(125, 'a')).expect(PONG, filled(125, 'a'));
		add("2.5").send(PING, filled(126, 'a')).fails();
		add("2.6").send(PING, filled(125, 'a')).expect(PONG, filled(125, 'a')).choppedBy(1);
		add("2.7").send(PONG, NOTHING);
		add("2.8").send(PONG, "unsolicited pong payload");
		add("2.9").send(PONG, "unsolicited pong payload").send(PING, "ping").expect(PONG, "ping");
		ConformanceCase together = add("2.10");
		ConformanceCase chopped = add("2.11").choppedBy(1);
		for (int i = 0; i < 10; i++) {
			together.send(PING, "payload-" + i).expect(PONG, "payload-" + i);
			chopped.send(PING, "payload-" + i).expect(PONG, "payload-" + i);
		}
	}

	private void reservedBits() {
		byte[] text = filled(5, 'a');
		add("3.1").send(true, 1, TEXT, text).fails();
		add("3.2").echo(TEXT, text).send(true, 2, TEXT, text).send(PING, NOTHING).fails();
		add("3.3").echo(TEXT, text).send(true, 3, TEXT, text).send(PING, NOTHING).fails();
		add("3.4").echo(TEXT, text).send(true, 4, TEXT, text).send(PING, NOTHING).choppedBy(1).fails();
		add("3.5").send(true, 5, BINARY, text).fails();
		add("3.6").send(true, 6, PING, text).fails();
		add("3.7").send(true, 7, CLOSE, NOTHING).fails();
	}

	private void reservedOpcodes() {
		int[][] opcodes = { { 3, 4, 5, 6, 7 }, { 11, 12, 13, 14, 15 } };
		for (int i = 0; i < 2; i++) {
			add("4.%d.1", i + 1).send(opcodes[i][0], NOTHING).fails();
			add("4.%d.2", i + 1).send(opcodes[i][1], "payload").fails();
			add("4.%d.3", i + 1).echo(TEXT, GREETING).send(opcodes[i][2], NOTHING).send(PING, NOTHING).fails();
			add("4.%d.4", i + 1).echo(TEXT, GREETING).send(opcodes[i][3], "payload").send(PING, NOTHING).fails();
			add("4.%d.5", i + 1).echo(TEXT, GREETING)
				.send(opcodes[i][4], "payload")
				.send(PING, NOTHING)
				.choppedBy(1)
				.fails();
		}
	}

	private void fragmentation() {
		add("5.1").part(PING, FRAGMENT_1).send(CONTINUATION, FRAGMENT_2).fails();
		add("5.2").part(PONG, FRAGMENT_1).send(CONTINUATION, FRAGMENT_2).fails();
		for (int i = 0; i < 3; i++) {
			int chop = new int[] { Integer.MAX_VALUE, 7, 1 }[i];
			add("5.%d", 3 + i).part(TEXT, FRAGMENT_1)
				.send(CONTINUATION, FRAGMENT_2)
				.expect(TEXT, FRAGMENT_1 + FRAGMENT_2)
				.choppedBy(chop);
			add("5.%d", 6 + i).part(TEXT, FRAGMENT_1)
				.send(PING, "ping payload")
				.send(CONTINUATION, FRAGMENT_2)
				.expect(PONG, "ping payload")
				.expect(TEXT, FRAGMENT_1 + FRAGMENT_2)
				.choppedBy(chop);
			// 5.9 to 5.14: a continuation of nothing, with the final bit and without
			add("5.%d", 9 + i).send(CONTINUATION, "non-continuation payload")
				.send(TEXT, GREETING)
				.choppedBy(chop)
				.fails();
			add("5.%d", 12 + i).part(CONTINUATION, "non-continuation payload")
				.send(TEXT, GREETING)
				.choppedBy(chop)
				.fails();
		}
		add("5.15").part(TEXT, FRAGMENT_1)
			.send(CONTINUATION, FRAGMENT_2)
			.part(CONTINUATION, "fragment3")
			.send(TEXT, "fragment4")
			.expect(TEXT, FRAGMENT_1 + FRAGMENT_2)
			.fails();
		add("5.16").part(CONTINUATION, FRAGMENT_1).part(TEXT, FRAGMENT_1).send(CONTINUATION, FRAGMENT_2).fails();
		add("5.17").send(CONTINUATION, FRAGMENT_1).part(TEXT, FRAGMENT_1).send(CONTINUATION, FRAGMENT_2).fails();
		add("5.18").part(TEXT, FRAGMENT_1).send(TEXT, FRAGMENT_2).fails();
		for (int number : new int[] { 19, 20 }) {
			add("5.%d", number).part(TEXT, FRAGMENT_1)
				.part(CONTINUATION, FRAGMENT_2)
				.send(PING, "pongme 1!")
				.part(CONTINUATION, "fragment3")
				.part(CONTINUATION, "fragment4")
				.send(PING, "pongme 2!")
				.send(CONTINUATION, "fragment5")
				.expect(PONG, "pongme 1!")
				.expect(PONG, "pongme 2!")
				.expect(TEXT, "fragment1fragment2fragment3fragment4fragment5")
				.choppedBy((number == 19) ? Integer.MAX_VALUE : 11);
		}
	}

	private void utf8() {
		add("6.1.1").echo(TEXT, NOTHING);
		add("6.1.2").part(TEXT, NOTHING).part(CONTINUATION, NOTHING).send(CONTINUATION, NOTHING).expect(TEXT, NOTHING);
		add("6.1.3").part(TEXT, NOTHING)
			.part(CONTINUATION, "middle frame payload")
			.send(CONTINUATION, NOTHING)
			.expect(TEXT, "middle frame payload");
		add("6.2.1").echo(TEXT, GREETING);
		add("6.2.2").sendInParts(TEXT, GREETING, 12).expect(TEXT, GREETING);
		add("6.2.3").sendInParts(TEXT, GREETING, 1).expect(TEXT, GREETING);
		byte[] greek = hex("cebae1bdb9cf83cebcceb5");
		add("6.2.4").sendInParts(TEXT, greek, 1).expect(TEXT, greek);
		byte[] broken = hex("cebae1bdb9cf83cebcceb5 eda080 656469746564");
		add("6.3.1").send(TEXT, broken).fails();
		add("6.3.2").sendInParts(TEXT, broken, 1).fails();
		byte[] tooLarge = hex("cebae1bdb9cf83cebcceb5 f4908080 656469746564");
		add("6.4.1").part(TEXT, Arrays.copyOf(tooLarge, 11))
			.part(CONTINUATION, Arrays.copyOfRange(tooLarge, 11, 15))
			.send(CONTINUATION, Arrays.copyOfRange(tooLarge, 15, 21))
			.fails();
		add("6.4.2").part(TEXT, Arrays.copyOf(tooLarge, 12))
			.part(CONTINUATION, Arrays.copyOfRange(tooLarge, 12, 13))
			.send(CONTINUATION, Arrays.copyOfRange(tooLarge, 13, 21))
			.fails();
		add("6.4.3").send(TEXT, tooLarge).choppedBy(13).fails();
		add("6.4.4").send(TEXT, tooLarge).choppedBy(1).fails();
		texts(5, true, "cebae1bdb9cf83cebcceb5");
		texts(6, false, "ce", "cebae1", "cebae1bd", "cebae1bdb9cf", "cebae1bdb9cf83ce", "cebae1bdb9cf83cebcce");
		texts(6, true, "ceba", "cebae1bdb9", "cebae1bdb9cf83", "cebae1bdb9cf83cebc", "cebae1bdb9cf83cebcceb5");
		texts(7, true, "00", "c280", "e0a080", "f0908080");
		texts(8, false, "f888808080", "fc8480808080");
		texts(9, true, "7f", "dfbf", "efbfbf", "f48fbfbf");
		texts(10, false, "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf");
		texts(11, true, "ed9fbf", "ee8080", "efbfbd", "f48fbfbf");
		texts(11, false, "f4908080");
		texts(12, false, "80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf");
		texts(13, false, "c020c120c220c320", "e020e120e220", "f020f120f220", "f820f920fa20", "fc20fd20");
		texts(14, false, "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf",
				"fdbfbfbfbf");
		texts(15, false, "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf");
		texts(16, false, "fe", "ff", "fefeffff");
		texts(17, false, "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af");
		texts(18, false, "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf");
		texts(19, false, "c080", "e08080", "f0808080", "f880808080", "fc8080808080");
		texts(20, false, "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf");
		texts(21, false, "eda080edb080", "eda080edbfbf", "edadbfedb080", "edadbfedbfbf", "edae80edb080", "edae80edbfbf",
				"edafbfedb080", "edafbfedbfbf");
		texts(22, true, "efbfbe", "efbfbf", "f09fbfbe", "f09fbfbf", "f0afbfbe", "f0afbfbf", "f0bfbfbe", "f0bfbfbf",
				"f18fbfbe", "f18fbfbf", "f19fbfbe", "f19fbfbf", "f48fbfbe", "f48fbfbf");
		texts(23, true, "efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf");
	}

	private void texts(int section, boolean valid, String... texts) {
		for (String text : texts) {
			ConformanceCase next = add("6.%d %s", section, text).send(TEXT, hex(text));
			if (valid) {
				next.expect(TEXT, hex(text));
			}
			else {
				next.fails();
			}
		}
	}

	private void closing() {
		add("7.1.1").echo(TEXT, "Hello World!".getBytes(StandardCharsets.UTF_8))
			.send(CLOSE, code(1000))
			.expect(CLOSE, code(1000));
		add("7.1.2").send(CLOSE, code(1000)).send(CLOSE, code(1000)).expect(CLOSE, code(1000));
		add("7.1.3").send(CLOSE, code(1000)).send(PING, NOTHING).expect(CLOSE, code(1000));
		add("7.1.4").send(CLOSE, code(1000)).send(TEXT, "Hello World!").expect(CLOSE, code(1000));
		add("7.1.5").part(TEXT, FRAGMENT_1)
			.send(CLOSE, code(1000))
			.send(CONTINUATION, FRAGMENT_2)
			.expect(CLOSE, code(1000));
		add("7.1.6").echo(TEXT, filled(256 * 1024, 'B'))
			.send(CLOSE, code(1000))
			.send(PING, NOTHING)
			.expect(CLOSE, code(1000));
		add("7.3.1").send(CLOSE, NOTHING).expect(CLOSE, code(1000));
		add("7.3.2").send(CLOSE, "a").fails();
		add("7.3.3").send(CLOSE, code(1000)).expect(CLOSE, code(1000));
		add("7.3.4").send(CLOSE, code(1000, "Hello World!".getBytes(StandardCharsets.UTF_8))).expect(CLOSE, code(1000));
		add("7.3.5").send(CLOSE, code(1000, filled(123, '*'))).expect(CLOSE, code(1000));
		add("7.3.6").send(CLOSE, code(1000, filled(124, '*'))).fails();
		add("7.5.1").send(CLOSE, code(1000, hex("cebae1bdb9cf83cebcceb5eda080656469746564"))).fails();
		int[] valid = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 };
		for (int i = 0; i < valid.length; i++) {
			add("7.7.%d", i + 1).send(CLOSE, code(valid[i])).expect(CLOSE, code(valid[i]));
		}
		int[] invalid = { 0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999 };
		for (int i = 0; i < invalid.length; i++) {
			add("7.9.%d", i + 1).send(CLOSE, code(invalid[i])).fails();
		}
		add("7.13.1").send(CLOSE, code(5000)).fails();
		add("7.13.2").send(CLOSE, code(65535)).fails();
	}

	private static byte[] code(int code, byte... reason) {
		return ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
	}

	private void limits() {
		int[] sizes = { 64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20 };
		int[] parts = { 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20 };
		int[] chops = { 64, 128, 256, 512, 1024, 2048 };
		for (int opcode : new int[] { TEXT, BINARY }) {
			for (int i = 0; i < sizes.length; i++) {
				add("9.%d.%d", opcode, i + 1).echo(opcode, filled(sizes[i], '*'));
			}
			for (int i = 0; i < parts.length; i++) {
				byte[] message = filled(4 << 20, '*');
				add("9.%d.%d", 2 + opcode, i + 1).sendInParts(opcode, message, parts[i]).expect(opcode, message);
			}
			for (int i = 0; i < chops.length; i++) {
				add("9.%d.%d", 4 + opcode, i + 1).echo(opcode, filled(1 << 20, '*')).choppedBy(chops[i]);
			}
			int[] echoes = { 0, 16, 64, 256, 1024, 4096 };
			for (int i = 0; i < echoes.length; i++) {
				ConformanceCase many = add("9.%d.%d", 6 + opcode, i + 1).inRoundTrips();
				for (int n = 0; n < 1000; n++) {
					many.echo(opcode, filled(echoes[i], '*'));
				}
			}
		}
	}

}
