"""The rival: DuckDB's GROUP BY list() on two threads, on the elements of group_by_key.cc.

    rival_duckdb_group_by_key.py DATABASE ELEMENTS KEYS [MEMORY_LIMIT]

The first call makes the table. What counts is the query: "seconds" is printed of it alone.
"""

import os
import sys
import time

import duckdb

TABLE = """
CREATE MACRO scramble_1(i) AS (i * 2654435761::UBIGINT) & 4294967295::UBIGINT;
CREATE MACRO scramble_2(x) AS (xor(x, x >> 15) * 2246822519::UBIGINT) & 4294967295::UBIGINT;
CREATE MACRO scramble_3(x) AS xor(x, x >> 13);
CREATE MACRO scramble(i) AS scramble_3(scramble_2(scramble_1(i)));
CREATE TABLE keyed AS
  SELECT printf('%08x', scramble(number)) || printf('%08x', scramble(number + 1000000007)) AS key, value::BIGINT AS value
  FROM (SELECT value, value % {keys} AS number FROM (SELECT scramble(i::UBIGINT) AS value FROM range({elements}) r(i)));
"""
QUERY = """
SELECT count(*), sum(len(items)), sum(list_sum(items)) FROM (SELECT list(value) AS items FROM keyed GROUP BY key)
"""


def make_table(path, elements, keys):
    making = path + ".making"
    if os.path.exists(making):
        os.remove(making)
    with duckdb.connect(making) as database:
        database.execute(TABLE.format(elements=elements, keys=keys))
    os.rename(making, path)


def main():
    path, elements, keys = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if not os.path.exists(path):
        make_table(path, elements, keys)
    with duckdb.connect(path, read_only=True) as database:
        database.execute("SET threads=2")
        if len(sys.argv) > 4:
            database.execute(f"SET memory_limit='{sys.argv[4]}'")
            database.execute(f"SET temp_directory='{path}.tmp'")
        start = time.perf_counter()
        groups, values, total = database.execute(QUERY).fetchone()
        seconds = time.perf_counter() - start
    print(f"groups {groups} values {values} sum {total}\nseconds {seconds:.3f}")


if __name__ == "__main__":
    main()
