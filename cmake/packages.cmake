# Debian packages: `cd build/release && cpack` writes sotto-relay_*.deb and sotto-parties_*.deb.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sotto)
set(CPACK_PACKAGE_VENDOR "The Sotto authors")
set(CPACK_PACKAGE_CONTACT "The Sotto authors <sotto@localhost>")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL ${sotto_components})
set(CPACK_COMPONENTS_GROUPING IGNORE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_RELAY_PACKAGE_NAME sotto-relay)
set(CPACK_COMPONENT_RELAY_DESCRIPTION "Relay and dashboard of Sotto
 Sotto shows networks that learn to keep a secret from a listener.
 The relay carries their messages, enforces the order of steps and serves
 the page that shows a session. It needs no LibTorch.")
set(CPACK_DEBIAN_RELAY_PACKAGE_CONTROL_EXTRA
  "${PROJECT_SOURCE_DIR}/packaging/debian/postinst"
  "${PROJECT_SOURCE_DIR}/packaging/debian/prerm"
  "${PROJECT_SOURCE_DIR}/packaging/debian/postrm")

set(CPACK_DEBIAN_PARTIES_PACKAGE_NAME sotto-parties)
set(CPACK_COMPONENT_PARTIES_DESCRIPTION "Alice, Bob, Eve, lab and demo of Sotto
 Sotto shows networks that learn to keep a secret from a listener.
 These are the parties, the lab that runs whole sessions in one process, and
 the demo that starts everything on one machine.")
# The demo starts a relay of its own; a party alone needs none on its machine.
set(CPACK_DEBIAN_PARTIES_PACKAGE_RECOMMENDS "sotto-relay, libopenblas0-pthread")
# sotto-lab report draws with it.
set(CPACK_DEBIAN_PARTIES_PACKAGE_SUGGESTS gnuplot-nox)

# What the programs are linked with. Without dpkg-shlibdeps the names of Debian 12 are taken.
find_program(SOTTO_SHLIBDEPS dpkg-shlibdeps)
if(SOTTO_SHLIBDEPS)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
else()
  set(sotto_plain "libc6, libgcc-s1, libstdc++6, libsodium23, libsqlite3-0, libssl3")
  set(CPACK_DEBIAN_RELAY_PACKAGE_DEPENDS "${sotto_plain}, libprometheus-cpp-core1.0, libspdlog1.10, libfmt9")
  set(CPACK_DEBIAN_PARTIES_PACKAGE_DEPENDS
    "${sotto_plain}, libtorch1.13, libcsv3, libspdlog1.10, libfmt9, libboost-filesystem1.81.0")
endif()

include(CPack)
