// Loaded before the programs that `npm start` runs (node --import): when start is gone, however it went, they stop too.
if (process.channel) {
  process.channel.unref();
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 15_000).unref();
  });
}
