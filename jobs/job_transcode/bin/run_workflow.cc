// The job as a program; `--help` lists its flags.

#include "job_transcode/transcode_job.h"

int main(int argc, char** argv) {
  return klay::JobMain<job_transcode::Options>(argc, argv, job_transcode::Build);
}
