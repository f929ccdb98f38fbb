// Regular expressions for matchers, as Alertmanager takes them (RE2): no back-references and no looking around, so that no pattern can take long.

/** Whether a code point belongs. */
export type CharTest = (code: number) => boolean;

export type RegexNode =
  | { kind: "char"; test: CharTest }
  | { kind: "start" | "end" | "empty" }
  | { kind: "sequence" | "choice"; parts: RegexNode[] }
  | { kind: "repeat"; part: RegexNode; least: number; most: number };

export class RegexError extends Error {}

/** `{2,1000}` of a long group would be a machine of any size. */
const MOST_REPEATS = 100;

/** Reads a pattern. Throws RegexError with what to write instead. */
export function parseRegex(pattern: string): RegexNode {
  return new Parser(pattern).whole();
}

class Parser {
  private readonly chars: string[];
  private at = 0;
  private ignoreCase = false;

  constructor(pattern: string) {
    this.chars = Array.from(pattern);
  }

  whole(): RegexNode {
    if (this.chars.slice(0, 4).join("") === "(?i)") {
      this.ignoreCase = true;
      this.at = 4;
    }
    const node = this.choice();
    if (this.at < this.chars.length)
      throw new RegexError(`There is a ")" without its "(" at character ${this.at + 1}; write "\\)" for the character.`);
    return node;
  }

  private choice(): RegexNode {
    const parts = [this.sequence()];
    while (this.take("|")) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  private sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.at < this.chars.length && this.peek() !== "|" && this.peek() !== ")") parts.push(this.repeated());
    return parts.length === 1 ? parts[0]! : parts.length === 0 ? { kind: "empty" } : { kind: "sequence", parts };
  }

  private repeated(): RegexNode {
    let node = this.atom();
    for (let bounds = this.bounds(); bounds; bounds = this.bounds()) {
      node = { kind: "repeat", part: node, ...bounds };
      // Lazy or not is the same when all of the text must match.
      this.take("?");
    }
    return node;
  }

  private bounds(): { least: number; most: number } | null {
    if (this.take("*")) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.take("+")) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.take("?")) return { least: 0, most: 1 };
    const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.chars.slice(this.at, this.at + 12).join(""));
    if (!match) return null;
    this.at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === "" ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (least > most || least > MOST_REPEATS || (most > MOST_REPEATS && most !== Number.POSITIVE_INFINITY))
      throw new RegexError(`"${match[0]}" must go from fewer to more, and to at most ${MOST_REPEATS}.`);
    return { least, most };
  }

  private atom(): RegexNode {
    const char = this.next();
    if (char === "(") return this.group();
    if (char === "[") return { kind: "char", test: this.set() };
    if (char === ".") return { kind: "char", test: (code) => code !== 10 };
    if (char === "^") return { kind: "start" };
    if (char === "$") return { kind: "end" };
    if (char === "\\") return { kind: "char", test: this.escape() };
    if (char === "*" || char === "+" || char === "?")
      throw new RegexError(
        `"${char}" at character ${this.at} repeats nothing; write "\\${char}" for the character, or ".${char}" for any text.`,
      );
    return { kind: "char", test: this.literal(char) };
  }

  private group(): RegexNode {
    if (this.take("?") && !this.take(":"))
      throw new RegexError('Only plain groups "( )" and "(?: )" are possible, and "(?i)" at the beginning.');
    const node = this.choice();
    if (!this.take(")")) throw new RegexError('A "(" has no ")"; write "\\(" for the character.');
    return node;
  }

  private literal(char: string): CharTest {
    const code = char.codePointAt(0)!;
    if (!this.ignoreCase) return (other) => other === code;
    const lower = char.toLowerCase();
    return (other) => String.fromCodePoint(other).toLowerCase() === lower;
  }

  private escape(): CharTest {
    const char = this.next();
    const known = CLASSES[char];
    if (known) return known;
    const control = CONTROLS[char];
    if (control !== undefined) return (code) => code === control;
    if (/[a-zA-Z0-9]/.test(char)) throw new RegexError(`"\\${char}" has no meaning here; \\d, \\w, \\s, their capitals, \\t and \\n have.`);
    return this.literal(char);
  }

  private set(): CharTest {
    const negated = this.take("^");
    const tests: CharTest[] = [];
    let first = true;
    while (first || this.peek() !== "]") {
      first = false;
      const char = this.next('A "[" has no "]"; write "\\[" for the character.');
      const low = char === "\\" ? this.chars[this.at] : char;
      if (char === "\\" && !/[\]\\^-]/.test(low ?? "")) {
        tests.push(this.escape());
        continue;
      }
      if (char === "\\") this.at++;
      tests.push(
        this.peek() === "-" && this.chars[this.at + 1] !== undefined && this.chars[this.at + 1] !== "]"
          ? this.range(low!)
          : this.literal(low!),
      );
    }
    this.at++;
    return (code) => tests.some((test) => test(code)) !== negated;
  }

  private range(low: string): CharTest {
    this.at++;
    const from = low.codePointAt(0)!;
    const char = this.next();
    const to = (char === "\\" ? this.next() : char).codePointAt(0)!;
    if (to < from) throw new RegexError(`"${low}-${char}" goes backwards.`);
    const inside: CharTest = (code) => code >= from && code <= to;
    if (!this.ignoreCase) return inside;
    return (code) => {
      const text = String.fromCodePoint(code);
      return [text, text.toLowerCase(), text.toUpperCase()].some((other) => inside(other.codePointAt(0)!));
    };
  }

  private peek(): string | undefined {
    return this.chars[this.at];
  }

  private take(char: string): boolean {
    if (this.chars[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private next(otherwise = 'The pattern ends after a "\\"; write "\\\\" for the character.'): string {
    const char = this.chars[this.at++];
    if (char === undefined) throw new RegexError(otherwise);
    return char;
  }
}

const between = (low: string, high: string): CharTest => {
  const [from, to] = [low.charCodeAt(0), high.charCodeAt(0)];
  return (code) => code >= from && code <= to;
};
const isDigit = between("0", "9");
const isLower = between("a", "z");
const isUpper = between("A", "Z");
const isWord: CharTest = (code) => isDigit(code) || isLower(code) || isUpper(code) || code === 95;
const isSpace: CharTest = (code) => code === 32 || (code >= 9 && code <= 13 && code !== 11);
const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code);
const CLASSES: Record<string, CharTest> = { d: isDigit, D: not(isDigit), w: isWord, W: not(isWord), s: isSpace, S: not(isSpace) };
const CONTROLS: Record<string, number> = { t: 9, n: 10, r: 13, f: 12 };
