// expect: beam::io: this type cannot be a field of a record
#include <string>
#include <utility>

#include "beam/io/record/record.h"

struct Track {
  std::pair<int, int> span;
};

void Write(const Track& track, beam::io::RecordWriter& out) {
  beam::io::WriteRecord(track, out);
}
