# `cmake --install build/release` and the Debian packages (`cpack` in build/release).
#
# Two components: `relay` needs no LibTorch; `parties` are Alice, Bob, Eve, the lab and the demo.
#
# Every program finds its data in ../share/sotto (shared/base/installed_file). The build tree gets the same shape.
include(GNUInstallDirs)

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/sotto)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/dashboard ${CMAKE_BINARY_DIR}/share/sotto/dashboard SYMBOLIC)

# Programs are linked with the system's libraries only: an installed one needs no path to find them.
set(CMAKE_SKIP_INSTALL_RPATH ON)

set(sotto_components relay)

install(TARGETS sotto-relay RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT relay)
# The page as the relay serves it; not what its types are checked with.
install(DIRECTORY dashboard/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sotto/dashboard COMPONENT relay
  FILES_MATCHING
    PATTERN "*.html" PATTERN "*.js" PATTERN "*.css" PATTERN "*.svg" PATTERN "*.png" PATTERN "*.LICENSE"
    PATTERN "node_modules" EXCLUDE)
install(FILES packaging/sotto-relay.service DESTINATION lib/systemd/system COMPONENT relay)
file(GLOB sotto_documents ${PROJECT_SOURCE_DIR}/docs/*.md)
install(FILES README.md CHANGELOG.md SECURITY.md ${sotto_documents}
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sotto-relay COMPONENT relay)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sotto-relay RENAME copyright COMPONENT relay)

if(SOTTO_WITH_TORCH)
  list(APPEND sotto_components parties)
  install(TARGETS sotto-alice sotto-bob sotto-eve sotto-lab sotto-demo
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT parties)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sotto-parties RENAME copyright COMPONENT parties)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/packages.cmake)
