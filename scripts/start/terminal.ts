const live = process.stdout.isTTY === true;
let counting: { text: string; since: number; timer: NodeJS.Timeout } | null = null;

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const clearLine = (): void => {
  if (live && counting) process.stdout.write("\r\x1b[2K");
};
const drawLine = (): void => {
  if (live && counting) process.stdout.write(`\r\x1b[2K${counting.text} ${seconds(counting.since)}`);
};

/** Prints a line, above the one that counts. */
export function say(message: string): void {
  clearLine();
  process.stdout.write(`${message}\n`);
  drawLine();
}

/** Says what is being done and how long it took; in a terminal the time counts up. */
export async function step<T>(text: string, work: () => Promise<T>): Promise<T> {
  const since = Date.now();
  if (live) {
    counting = { text, since, timer: setInterval(drawLine, 500) };
    drawLine();
  } else process.stdout.write(`${text}\n`);
  const end = (word: string): void => {
    if (counting) clearInterval(counting.timer);
    clearLine();
    counting = null;
    process.stdout.write(live ? `${text} ${word} ${seconds(since)}\n` : `  ${word} ${seconds(since)}\n`);
  };
  try {
    const result = await work();
    end("done in");
    return result;
  } catch (error) {
    end("failed after");
    throw error;
  }
}
