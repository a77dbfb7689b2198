# libfinsmart-compute: core/compute as a shared library of its own, with its headers and a pkg-config file. The program does
# not use it: it has the same sources in itself, optimised as a whole.
set(room "${PROJECT_SOURCE_DIR}/core/compute")
file(GLOB sources CONFIGURE_DEPENDS "${room}/*.c" "${room}/*/*.c")
add_library(finsmart-compute SHARED ${sources} "${PROJECT_BINARY_DIR}/generated/compute/forms.c")
add_dependencies(finsmart-compute describe_build)
target_include_directories(finsmart-compute PRIVATE "${PROJECT_SOURCE_DIR}/core" "${PROJECT_BINARY_DIR}/generated")
target_link_libraries(finsmart-compute PRIVATE fs_options OpenBLAS m)
target_link_options(finsmart-compute PRIVATE "LINKER:--version-script=${room}/library/exports.map" "LINKER:-z,defs")
set_target_properties(finsmart-compute PROPERTIES C_VISIBILITY_PRESET default INTERPROCEDURAL_OPTIMIZATION OFF
  VERSION "${PROJECT_VERSION}" SOVERSION 0 LINK_DEPENDS "${room}/library/exports.map"
  LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
if(FINSMART_SANITIZE) # its users link the sanitizers' runtime, not the library
  target_link_options(finsmart-compute PRIVATE "LINKER:-z,undefs")
endif()
install(TARGETS finsmart-compute LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

# Headers as they are included here: #include "compute/ta/sma.h"; finsmart-compute.h includes all of them.
set(include "${CMAKE_INSTALL_INCLUDEDIR}/finsmart-compute")
install(DIRECTORY "${room}/" DESTINATION "${include}/compute" FILES_MATCHING PATTERN "*.h"
  PATTERN "entry.h" EXCLUDE PATTERN "calculation.h" EXCLUDE PATTERN "describe" EXCLUDE PATTERN "library" EXCLUDE)
install(FILES "${PROJECT_BINARY_DIR}/generated/compute/forms.h" "${PROJECT_BINARY_DIR}/generated/compute/defaults.h"
  DESTINATION "${include}/compute")
file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/core" "${room}/*.h" "${room}/*/*.h")
list(FILTER headers EXCLUDE REGEX "(_kernel|/cpu|/entry|/calculation)\\.h$")
list(SORT headers)
set(lines "/* finsmart-compute.h: all headers of the library. Made by the build. */\n#ifndef FINSMART_COMPUTE_ALL_H\n#define FINSMART_COMPUTE_ALL_H\n\n")
foreach(header ${headers})
  string(APPEND lines "#include \"${header}\"\n")
endforeach()
string(APPEND lines "#include \"compute/defaults.h\"\n#include \"compute/forms.h\"\n\n#endif\n")
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/finsmart-compute.h" CONTENT "${lines}" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/finsmart-compute.h" DESTINATION "${include}")

string(REGEX REPLACE "[^/]+" ".." FINSMART_PC_PREFIX "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
configure_file("${room}/library/finsmart-compute.pc.in" "${PROJECT_BINARY_DIR}/finsmart-compute.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/finsmart-compute.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
