# klay_cache_folder(VARIABLE NAME DOC): a path that the user may set, by default the folder NAME that bin/setup fills in the
# user's cache.
function(klay_cache_folder VARIABLE NAME DOC)
  set(cache "$ENV{XDG_CACHE_HOME}")
  if(cache STREQUAL "")
    set(cache "$ENV{HOME}/.cache")
  endif()
  set(${VARIABLE} "${cache}/klay_beam/${NAME}" CACHE PATH "${DOC}")
endfunction()
