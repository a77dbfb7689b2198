"""Authorities and certificates for tests of TLS, by the openssl program."""
import os, subprocess


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Certificates:
    """NAME.key and NAME.pem in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def at(self, name):
        return os.path.join(self.folder, name)

    def authority(self, name):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                "-keyout", self.at(name + ".key"), "-out", self.at(name + ".pem"))

    def certificate(self, name, by, subject):
        """For this machine, and for clients."""
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject, "-keyout", self.at(name + ".key"),
                "-out", self.at(name + ".csr"))
        with open(self.at("san"), "w") as f:
            f.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", self.at(name + ".csr"), "-CA", self.at(by + ".pem"), "-CAkey", self.at(by + ".key"), "-CAcreateserial",
                "-days", "2", "-extfile", self.at("san"), "-out", self.at(name + ".pem"))
