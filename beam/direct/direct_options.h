#pragma once

#include <optional>
#include <string>

#include "beam/pipeline/flags.h"

namespace beam {

/// What the embedded runner can be told; the field names are flags.
struct DirectOptions {
  int direct_num_workers = 0;
  bool direct_encode_every_edge = false;
  std::string direct_memory_limit = "50%";
  std::optional<std::string> direct_temp_folder = {};
  std::optional<std::string> direct_trace = {};

  static constexpr FieldDoc kDocs[] = {
      {"direct_num_workers", "Threads that run the pipeline; 0 is one for each processor."},
      {"direct_encode_every_edge",
       "Pass every element through its coder between any two steps, as a cluster would: for "
       "tests."},
      {"direct_memory_limit",
       "How much memory a run may use: bytes, or with KB, MB, GB, or a part of the machine's as in "
       "50%. What GroupByKey gathers beyond it goes to disk."},
      {"direct_temp_folder",
       "The folder for what does not fit into memory; otherwise $TMPDIR, or else /tmp."},
      {"direct_trace",
       "Write what each thread did when to this file, as a Chrome trace for ui.perfetto.dev."},
  };
};

}  // namespace beam
