// The job as a program; `--help` lists its flags.

#include "job_shard/shard_job.h"

int main(int argc, char** argv) {
  return klay::JobMain<job_shard::Options>(argc, argv, job_shard::Build);
}
