#include "beam/exec/grouping/encoded_values.h"

#include "beam/base/bytes.h"

namespace beam::exec {

void EncodedValues::Add(std::string_view value) {
  ByteWriter writer(bytes_);
  writer.WriteVarint(value.size());
  writer.WriteBytes(value);
  ++num_in_memory_;
}

void EncodedValues::Keep(ChunkStore& store) {
  if (num_in_memory_ == 0) return;
  chunks_.push_back({store.Keep(std::exchange(bytes_, {})), num_in_memory_});
  num_in_memory_ = 0;
}

}  // namespace beam::exec
