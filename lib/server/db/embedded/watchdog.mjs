// Started beside Postgres where there is no setpriv: when the process that holds our stdin dies, however it dies,
// ask the server to stop (SIGINT: roll back what is open, write a checkpoint, exit).
const pid = Number(process.argv[2]);
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("SIGHUP", () => {});
process.stdin.resume();
process.stdin.on("error", () => {});
process.stdin.on("close", () => {
  try {
    process.kill(pid, "SIGINT");
  } catch {
    // it is gone already
  }
  process.exit(0);
});
