#pragma once

#include <functional>
#include <string>

#include "job_shard/sample.h"

namespace job_shard {

/// A sample as one line of samples.jsonl, with its end:
///
///     {"key": "a/b", "shard": "shard-000000.tar", "source": "/in/a/b.wav",
///      "members": {".wav": {"offset": 512, "size": 1234}, ".json": {"offset": 2560, "size": 2}}}
///
/// A source with bytes that are no UTF-8 is written as Failures are: there once more as
/// "source_base64".
std::string LineOf(const PackedSample& sample, const std::string& shard);

/// Calls `visit` with each shard that the samples.jsonl `path` lists, in its order; name and
/// samples are set. The lines of one shard follow each other. Throws data_loss, naming the line,
/// for one that is none of ours, and what opening throws.
void ReadSampleLines(const std::string& path,
                     const std::function<void(PackedShard&& shard)>& visit);

}  // namespace job_shard
