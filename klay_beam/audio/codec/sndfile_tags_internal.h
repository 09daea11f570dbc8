#pragma once

#include <sndfile.h>

#include <string_view>
#include <utility>

namespace klay {

/// The tags that libsndfile knows, by our names.
inline constexpr std::pair<std::string_view, int> kSndfileTags[] = {
    {"title", SF_STR_TITLE},   {"copyright", SF_STR_COPYRIGHT}, {"software", SF_STR_SOFTWARE},
    {"artist", SF_STR_ARTIST}, {"comment", SF_STR_COMMENT},     {"date", SF_STR_DATE},
    {"album", SF_STR_ALBUM},   {"license", SF_STR_LICENSE},     {"track", SF_STR_TRACKNUMBER},
    {"genre", SF_STR_GENRE}};

}  // namespace klay
