#pragma once

/// Every coder of an element or a field, for those who need to know whether a type has one.

#include "beam/coders/bool_coder.h"         // IWYU pragma: export
#include "beam/coders/coder.h"              // IWYU pragma: export
#include "beam/coders/double_coder.h"       // IWYU pragma: export
#include "beam/coders/iterable_coder.h"     // IWYU pragma: export
#include "beam/coders/kv_coder.h"           // IWYU pragma: export
#include "beam/coders/logical/bounded.h"    // IWYU pragma: export
#include "beam/coders/logical/decimal.h"    // IWYU pragma: export
#include "beam/coders/logical/instant.h"    // IWYU pragma: export
#include "beam/coders/map_coder.h"          // IWYU pragma: export
#include "beam/coders/nullable_coder.h"     // IWYU pragma: export
#include "beam/coders/row/row_coder.h"      // IWYU pragma: export
#include "beam/coders/schema.h"             // IWYU pragma: export
#include "beam/coders/sharded_key_coder.h"  // IWYU pragma: export
#include "beam/coders/string_coder.h"       // IWYU pragma: export
#include "beam/coders/timestamp_coder.h"    // IWYU pragma: export
#include "beam/coders/varint_coder.h"       // IWYU pragma: export
