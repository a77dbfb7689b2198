# Every third-party library, in one place; docs/dependencies.md says why each is here.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(LUAJIT REQUIRED IMPORTED_TARGET luajit)
pkg_check_modules(LIBEVENT REQUIRED IMPORTED_TARGET libevent libevent_openssl)
# Debian's libwslay-dev has no .pc file.
find_library(WSLAY_LIBRARY wslay REQUIRED)
find_path(WSLAY_INCLUDE wslay/wslay.h REQUIRED)
add_library(Wslay UNKNOWN IMPORTED)
set_target_properties(Wslay PROPERTIES IMPORTED_LOCATION "${WSLAY_LIBRARY}"
                                       INTERFACE_INCLUDE_DIRECTORIES "${WSLAY_INCLUDE}")
pkg_check_modules(SSL REQUIRED IMPORTED_TARGET libssl)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
# One thread: results must not depend on how many there are. Its library holds LAPACK too. The program takes the archive
# where there is one: the shared object has kernels for every processor behind thousands of relocations by name, which
# takes longer than the rest of the start, in each process again.
pkg_check_modules(OPENBLAS REQUIRED openblas)
find_library(OPENBLAS_ARCHIVE libopenblas.a HINTS ${OPENBLAS_LIBRARY_DIRS})
find_library(GFORTRAN_RUNTIME NAMES libgfortran.so.5 libgfortran.so) # LAPACK's own; comes with OpenBLAS
if(OPENBLAS_ARCHIVE AND GFORTRAN_RUNTIME)
  list(APPEND OPENBLAS_ARCHIVE ${GFORTRAN_RUNTIME})
else()
  set(OPENBLAS_ARCHIVE ${OPENBLAS_LINK_LIBRARIES})
endif()
add_library(OpenBLAS INTERFACE)
target_include_directories(OpenBLAS SYSTEM INTERFACE ${OPENBLAS_INCLUDE_DIRS})
target_link_libraries(OpenBLAS INTERFACE
  "$<IF:$<BOOL:$<TARGET_PROPERTY:OPENBLAS_IN_PROGRAM>>,${OPENBLAS_ARCHIVE},${OPENBLAS_LINK_LIBRARIES}>")
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(LZ4 REQUIRED IMPORTED_TARGET liblz4)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(EDIT REQUIRED IMPORTED_TARGET libedit)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3) # of plugins/sqlite only
find_program(LUAJIT_PROGRAM luajit REQUIRED)
if(BUILD_TESTING)
  pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)
endif()
