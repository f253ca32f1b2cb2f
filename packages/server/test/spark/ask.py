"""Runs statements on a Spark cluster.

Reads from standard input: the master, settings of the session, and jobs. A job names tables, each a Parquet file or
folder, perhaps with a condition or spread anew over partitions by a column, and has a statement, settings of its own,
and a file for the answers, one JSON object a line.
"""

import json
import sys

from pyspark.sql import SparkSession

request = json.load(sys.stdin)
builder = SparkSession.builder.appName("demur")
for name, value in request["settings"].items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")

for job in request["jobs"]:
    for name, value in job.get("settings", {}).items():
        spark.conf.set(name, value)
    for name, table in job["tables"].items():
        frame = spark.read.parquet(table["path"])
        if "where" in table:
            frame = frame.where(table["where"])
        if "spread" in table:
            frame = frame.repartition(table["partitions"], table["spread"])
        frame.createOrReplaceTempView(name)
    with open(job["answers"], "w", encoding="utf-8") as answers:
        for row in spark.sql(job["statement"]).collect():
            answers.write(json.dumps(row.asDict()) + "\n")

spark.stop()

