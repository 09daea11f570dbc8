#pragma once

/// Plain structs as records of files: their type, and their way into and out of a format. Fields
/// are bools, numbers, enums (by name), std::string, Bytes, Timestamp, Duration, std::optional,
/// std::vector, std::array, std::map and std::unordered_map of these, and plain structs.

#include "beam/io/record/read_record.h"     // IWYU pragma: export
#include "beam/io/record/record_type_of.h"  // IWYU pragma: export
#include "beam/io/record/write_record.h"    // IWYU pragma: export
