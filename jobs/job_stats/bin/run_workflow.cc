// The job as a program; `--help` lists its flags.

#include "job_stats/stats_job.h"

int main(int argc, char** argv) {
  return klay::JobMain<job_stats::Options>(argc, argv, job_stats::Build);
}
