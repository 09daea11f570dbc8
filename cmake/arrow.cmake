# Arrow::parquet: Arrow C++ and Parquet, from the pyarrow wheel. Their OpenSSL symbols are their own: a program that also
# links OpenSSL must name it before them.
klay_wheel(pyarrow PYARROW_WHEEL)
file(GLOB arrow_library "${PYARROW_WHEEL}/pyarrow/libarrow.so.[0-9]*")
file(GLOB parquet_library "${PYARROW_WHEEL}/pyarrow/libparquet.so.[0-9]*")
if(NOT arrow_library OR NOT parquet_library)
  message(FATAL_ERROR "The pyarrow wheel has no libarrow and libparquet: ${PYARROW_WHEEL}")
endif()
add_library(Arrow::arrow SHARED IMPORTED)
set_target_properties(Arrow::arrow PROPERTIES
  IMPORTED_LOCATION "${arrow_library}"
  INTERFACE_INCLUDE_DIRECTORIES "${PYARROW_WHEEL}/pyarrow/include")
add_library(Arrow::parquet SHARED IMPORTED)
set_target_properties(Arrow::parquet PROPERTIES
  IMPORTED_LOCATION "${parquet_library}"
  INTERFACE_LINK_LIBRARIES Arrow::arrow)
