#pragma once

namespace beam {

/// From here on this process keeps up to 32 MB that a thread has freed for its next allocations,
/// instead of giving them back to the system at once. Blocks of elements and a file's buffers come
/// and go by the megabyte, and pages that come from the system anew cost as much as what is done
/// with them.
void KeepFreedMemory();

}  // namespace beam
