# klay_wheel(NAME OUT): sets OUT to the folder of the wheel NAME of environment/pip.txt, which bin/setup unpacked.
klay_cache_folder(KLAY_WHEELS wheels "Where the wheels of environment/pip.txt are unpacked, as NAME-VERSION")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/environment/pip.txt")

function(klay_wheel NAME OUT)
  file(STRINGS "${PROJECT_SOURCE_DIR}/environment/pip.txt" line REGEX "^${NAME}==")
  string(REGEX REPLACE "^${NAME}==([^ ]+) .*" "\\1" version "${line}")
  set(folder "${KLAY_WHEELS}/${NAME}-${version}")
  if(NOT EXISTS "${folder}/unpacked_from")
    message(FATAL_ERROR "There is no wheel ${NAME} ${version}; run bin/setup, or set KLAY_WHEELS: ${folder}")
  endif()
  set("${OUT}" "${folder}" PARENT_SCOPE)
endfunction()
