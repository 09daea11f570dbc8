// The job as a program; `--help` lists its flags.

#include "job_byt5/byt5_job.h"

int main(int argc, char** argv) {
  return klay::JobMain<job_byt5::Options>(argc, argv, job_byt5::Build);
}
