// The job as a program; `--help` lists its flags.

#include "job_whisper/whisper_job.h"

int main(int argc, char** argv) {
  return klay::JobMain<job_whisper::Options>(argc, argv, job_whisper::Build);
}
