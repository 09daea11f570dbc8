#pragma once

#include "beam/pipeline/flags.h"

namespace beam {

/// What the embedded runner can be told; the field names are flags.
struct DirectOptions {
  int direct_num_workers = 0;
  bool direct_encode_every_edge = false;

  static constexpr FieldDoc kDocs[] = {
      {"direct_num_workers", "Threads that run the pipeline; 0 is one for each processor."},
      {"direct_encode_every_edge",
       "Pass every element through its coder between any two steps, as a cluster would: for "
       "tests."},
  };
};

}  // namespace beam
