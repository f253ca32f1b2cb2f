"""Writes a training set from a table of posts: those that may be used, and beside it why the others may not.

    spark-submit training_set.py --snapshot snapshot --posts posts --people people --out training-set

The snapshot is what `demur snapshot` wrote; eligibility.sql in it was made for tables of these names. Ends with an error,
and without a training set, where the snapshot is not whole or about a time to come, or an answer is missing.
"""

import argparse
import hashlib
import json
from pathlib import Path

from pyspark.sql import SparkSession

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
for name in ("snapshot", "posts", "people", "out"):
    arguments.add_argument(f"--{name}", required=True)
options = arguments.parse_args()
snapshot = Path(options.snapshot)
manifest = json.loads((snapshot / "manifest.json").read_text())


def refuse(why):
    raise SystemExit(f"No training set: {why}.")


# A snapshot that lost a file on its way would make members unknown; one that was changed would do worse.
for relation in ("members", "decisionTable", "manifest"):
    for part in manifest[relation]["files"]:
        file = snapshot / part["file"]
        if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != part["sha256"]:
            refuse(f"{file} is not the file that the manifest describes")
if manifest["projected"]:
    refuse("the snapshot is about an instant in the future")

spark = SparkSession.builder.appName("training set").getOrCreate()
spark.read.parquet(options.posts).createOrReplaceTempView("posts")
spark.read.parquet(options.people).createOrReplaceTempView("people")
# The files that the manifest names, and no others that may lie beside them.
for view, relation in (("demur_members", "members"), ("demur_decision_table", "decisionTable")):
    files = [str(snapshot / part["file"]) for part in manifest[relation]["files"]]
    spark.read.parquet(*files).createOrReplaceTempView(view)

eligibility = spark.sql((snapshot / "eligibility.sql").read_text()).cache()
eligibility.createOrReplaceTempView("eligibility")
posts, answers = spark.table("posts").count(), eligibility.count()
if posts != answers:
    refuse(f"{posts} posts got {answers} answers")

def asked(name):
    return spark.sql((Path(__file__).parent / name).read_text())


out = Path(options.out)
reasons = [row.asDict() for row in asked("reasons.sql").collect()]
asked("training_set.sql").write.parquet(str(out / "posts"))

# What a run can be audited by afterwards: of what and as of when the answers were, and what they were.
about = {name: manifest[name] for name in ("snapshot", "dataUse", "at", "position", "rulebookVersion")}
report = {**about, "posts": posts, "used": spark.read.parquet(str(out / "posts")).count(), "reasons": reasons}
(out / "report.json").write_text(json.dumps(report, indent=2) + "\n")
print(f"{report['used']} of {posts} posts may be used for {about['dataUse']}, as known at position {about['position']}.")
spark.stop()
