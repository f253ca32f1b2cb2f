"""Measures the statement on a Spark cluster against a plain scan and count of the same files.

Reads a JSON object from standard input: settings of the session, the folder of a snapshot, its statement, how many
members and items, a folder for tables, and how many rounds. The items are made by the engine itself: their authors are
the members of the snapshot, in an order that a hash gives. Prints a line of JSON for each round, in seconds.
"""

import json
import sys
import time
import urllib.request

from pyspark.sql import SparkSession

request = json.load(sys.stdin)
builder = SparkSession.builder.appName("demur measure")
for name, value in request["settings"].items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
snapshot, work, items = request["snapshot"], request["work"], request["items"]

authors = spark.read.parquet(f"{snapshot}/members").selectExpr("row_number() OVER (ORDER BY member) - 1 AS nth", "member")
authors.createOrReplaceTempView("authors")
spark.range(items).createOrReplaceTempView("numbers")
members = request["members"]
made = f"""
  SELECT concat('item-', n.id) AS item, n.author AS author,
    CASE WHEN n.id % 10 < 6 THEN 'POST' WHEN n.id % 10 < 8 THEN 'COMMENT' WHEN n.id % 10 < 9 THEN 'PHOTO'
      ELSE 'PRIVATE_MESSAGE' END AS kind,
    CASE WHEN n.id % 7 < 5 THEN 'PUBLIC' ELSE 'CONNECTIONS' END AS visibility,
    timestamp_seconds(1577836800 + n.id % 150000000) AS created_at,
    n.id % 100 = 0 AS sensitive_source, n.id % 33 = 0 AS deleted
  FROM (SELECT id, a.member AS author FROM numbers LEFT JOIN authors a ON a.nth = pmod(hash(id), {members})) n"""
tagged = f"""
  SELECT concat('item-', n.id) AS item, a.member AS member, 'MENTIONED' AS role
  FROM numbers n JOIN authors a ON a.nth = pmod(hash(n.id, 1), {members}) WHERE n.id % 12 = 0"""
for name, statement in (("items", made), ("people", tagged)):
    spark.sql(statement).write.mode("overwrite").parquet(f"{work}/{name}")

for name in ("items", "people"):
    spark.read.parquet(f"{work}/{name}").createOrReplaceTempView(name)
spark.read.parquet(f"{snapshot}/members").createOrReplaceTempView("demur_members")
spark.read.parquet(f"{snapshot}/decision-table.parquet").createOrReplaceTempView("demur_decision_table")

# Reads every column that the statement reads, and nothing else happens to them.
columns = ["item", "author", "kind", "visibility", "created_at", "sensitive_source", "deleted"]
scan = f"SELECT count(*) AS rows, {', '.join(f'count({name}) AS {name}' for name in columns)} FROM items"


def processor_time():
    """Of all tasks so far, as the session itself accounts for it; seconds."""
    url = f"{spark.sparkContext.uiWebUrl}/api/v1/applications/{spark.sparkContext.applicationId}/stages?status=complete"
    with urllib.request.urlopen(url) as response:
        return sum(stage["executorCpuTime"] for stage in json.load(response)) / 1e9


def timed(work_to_do):
    before, began = processor_time(), time.monotonic()
    result = work_to_do()
    elapsed = time.monotonic() - began
    # The account is kept a moment later than the work.
    time.sleep(2)
    return result, {"clock": elapsed, "processor": processor_time() - before}


for nth in range(request["rounds"] + request["warmUps"]):
    counted, scanning = timed(lambda: spark.sql(scan).collect()[0]["rows"])
    answers = spark.sql(request["statement"])
    _, answering = timed(lambda: answers.write.mode("overwrite").parquet(f"{work}/answers"))
    written = spark.read.parquet(f"{work}/answers")
    answered, eligible = written.count(), written.where("eligible").count()
    assert counted == answered == items, (counted, answered, items)
    if nth >= request["warmUps"]:
        print(json.dumps({"scan": scanning, "statement": answering, "eligible": eligible}), flush=True)
spark.stop()
