"""The table that a person reads, and bench.json for a machine."""

import json
from pathlib import Path
from typing import Any

#: What a replay of 100,000 decisions may take on a machine that has nothing else to do.
REPLAY_SECONDS = 30.0
HEAD = (
    f"{'operation':<28} {'size':>4} {'p50 ms':>8} {'p95 ms':>8} {'req/s':>7} {'SQL':>4}"
    f" {'MB':>6} {'x floor':>8}"
)


def write(results: list[dict[str, Any]], mails: dict[str, Any], file: Path) -> int:
    """Print and store; the floor is that of the last, largest size."""
    operations = [row for result in results for row in result["operations"]]
    print(HEAD)
    for row in operations:
        over = " over" if row["limit_x"] and row["times_floor"] > row["limit_x"] else ""
        print(
            f"{row['name']:<28} {row['size']:>4} {row['p50_ms']:>8} {row['p95_ms']:>8}"
            f" {row['rps']:>7} {row['queries']:>4} {row['worker_rss_mb']:>6}"
            f" {row['times_floor']:>8}{over}"
        )
    floor = results[-1]["floor"]
    print(f"floor: read {floor['read_p50_ms']} ms, write {floor['write_p50_ms']} ms")
    print(
        f"mails: {mails['ledger_per_second']}/s through the ledger with {mails['workers']} workers,"
        f" {mails['plain_per_second']}/s by a plain loop"
    )
    replays = [row for result in results for row in result.get("replays", ())]
    for row in replays:
        over = " over" if row["seconds"] > REPLAY_SECONDS else ""
        print(
            f"replay of {row['decisions']:,} decisions, draft of {row['draft']}: {row['seconds']} s"
            f" ({row['cpu_seconds']} s of processors, load {row['load']}){over}"
        )
    told = {"floor": floor, "operations": operations, "replays": replays, "mails": mails}
    file.write_text(json.dumps(told, indent=1) + "\n")
    print(f"written to {file.name}")
    return 0
